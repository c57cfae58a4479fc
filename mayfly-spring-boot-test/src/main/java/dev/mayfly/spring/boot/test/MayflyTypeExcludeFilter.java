package dev.mayfly.spring.boot.test;

import dev.mayfly.spring.MayflyJob;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

import java.io.IOException;
import java.util.Set;

/** Lets components with jobs pass, and of those only the ones that the test names, if it does. */
final class MayflyTypeExcludeFilter
        extends StandardAnnotationCustomizableTypeExcludeFilter<MayflyTest> {

    private final Set<Class<?>> jobs;

    MayflyTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
        this.jobs = Set.of(getAnnotation().getValue("jobs", Class[].class).orElse(new Class<?>[0]));
    }

    @Override
    protected Set<Class<?>> getComponentIncludes() {
        return jobs;
    }

    @Override
    protected boolean defaultInclude(MetadataReader type, MetadataReaderFactory types)
            throws IOException {
        AnnotationMetadata annotations = type.getAnnotationMetadata();
        String job = MayflyJob.class.getName();
        return super.defaultInclude(type, types)
                || jobs.isEmpty()
                        && (annotations.isAnnotated(job) || annotations.hasAnnotatedMethods(job));
    }
}
